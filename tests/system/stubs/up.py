"""What `make up` runs, with stubs in place of the services."""

import sys

from deploy.local import __main__ as command
from tests.system.stubs.modules import STUBS

sys.exit(command.main(["up"], STUBS))
