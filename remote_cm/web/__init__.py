"""What the browser and the provider see: read the request, call a service, answer."""
