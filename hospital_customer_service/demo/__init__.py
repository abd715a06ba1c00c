from . import followup
from . import staff
