from . import followup
from . import his
