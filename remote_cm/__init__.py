"""remote-cm: keeps in touch, by phone and SMS, with children at risk whom nobody can visit."""
