"""What several tests of storage need besides the database."""

from tests.services.conftest import at_once

__all__ = ["at_once"]
