from . import phone_event
