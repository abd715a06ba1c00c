# The flow of a version and the rendering of a script extend the models before them.
from . import hcs_forbidden_word
from . import hcs_forbidden_mixin
from . import hcs_script
from . import hcs_script_version
from . import hcs_script_render
