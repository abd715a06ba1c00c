from . import complaint
from . import common
from . import followup
from . import his
