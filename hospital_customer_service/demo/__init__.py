from . import followup
from . import complaint
from . import vip
from . import care
from . import phone
from . import staff
from . import his
