from . import common
from . import directory
from . import desk
from . import followup
from . import his
