"""The neighbours' languages: each folder or file speaks to one of them, behind a port."""
