from . import res_company
from . import res_config_settings
from . import hcs_quality_criterion
from . import hcs_quality_check
from . import hcs_quality_check_draw
from . import hcs_quality_score
