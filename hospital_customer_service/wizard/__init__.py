from . import common
from . import directory
from . import visit
from . import incident
from . import desk
from . import followup
from . import complaint
from . import his
