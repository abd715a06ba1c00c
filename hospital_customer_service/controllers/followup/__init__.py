from . import detail_sheet
from . import questionnaire
