from . import complaint
from . import common
from . import contact
from . import followup
from . import his
from . import public
from . import phone
