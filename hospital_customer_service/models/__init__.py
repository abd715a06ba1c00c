# Rooms in the order of their dependencies: a room may use those above it, never those below.
from . import common
from . import directory
from . import patient
from . import visit
from . import knowledge
from . import contact
from . import incident
from . import desk
from . import followup
from . import complaint
from . import vip
from . import care
from . import public
from . import phone
from . import staff
from . import his
