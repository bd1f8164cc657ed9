"""What every answer tells the browser, errors included: load nothing from elsewhere, keep nothing, tell nobody."""

from flask import Flask, Response

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    # Our own sheet and Bootstrap's, both from our own address; no style stands in a page or on an element.
    "style-src": "'self'",
    # Small modules of ours make pages quicker to use; no page needs them, none stands inline.
    "script-src": "'self'",
    # The tab icon is ours; Bootstrap's sheet carries the marks of its form fields as data.
    "img-src": "'self' data:",
    # Our modules save answers and refresh alerts at our own address.
    "connect-src": "'self'",
    # Forms go to us alone, also when somebody manages to write markup into a page.
    "form-action": "'self'",
    # No <base> may send our relative addresses elsewhere, and no page may be shown inside another.
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{kind} {sources}" for kind, sources in CONTENT_SECURITY_POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # An address holds a case's code, and nobody else is to learn it.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}

ONE_YEAR_SECONDS = 365 * 24 * 3600
STRICT_TRANSPORT_SECURITY = f"max-age={ONE_YEAR_SECONDS}; includeSubDomains"

KEEP_NOTHING = "no-store"
KEPT_FOR_EVER = f"public, max-age={ONE_YEAR_SECONDS}, immutable"
"""For our static files alone, whose address changes with their content."""


def set_up_security_headers(app: Flask, *, is_production: bool) -> None:
    """Put the headers on every answer. Call first, so that this runs last and nothing is added behind its back."""

    @app.after_request
    def add_security_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if response.headers.get("Cache-Control") != KEPT_FOR_EVER:
            response.headers["Cache-Control"] = KEEP_NOTHING
        if is_production:
            response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
        return response
