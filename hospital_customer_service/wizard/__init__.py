from . import common
from . import followup
