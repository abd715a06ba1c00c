from . import followup
from . import complaint
from . import vip
from . import care
from . import staff
from . import his
