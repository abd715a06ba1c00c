from . import access_link
