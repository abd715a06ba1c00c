from . import hcs_summary_compile_wizard
from . import hcs_summary_forward_wizard
from . import hcs_summary_return
