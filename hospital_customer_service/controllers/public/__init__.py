from . import base
from . import booking
from . import expert
from . import form
from . import question
from . import start
