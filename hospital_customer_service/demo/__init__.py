from . import followup
from . import vip
from . import staff
