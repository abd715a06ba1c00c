from . import common
from . import directory
from . import followup
from . import his
