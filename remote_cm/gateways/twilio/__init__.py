"""How Twilio is spoken to and how its requests are proved to be its own."""
