from odoo import models


class HcsAccessLinkMixin(models.AbstractModel):
    """A record that somebody without an account may open and act on through an ``hcs.access.link``.

    The methods are called with ``sudo``: what they show and do is all that the link opens.
    """

    _name = "hcs.access.link.mixin"
    _description = "Opened by a link"

    def _access_link_is_open(self, link):
        """Whether there is still something to do; where not, the link answers like one that never was."""
        return True

    def _access_link_page(self, link):
        """What the page shows.

        :return: id of a template that calls ``hospital_customer_service.access_link_layout``, and its values
        """
        raise NotImplementedError

    def _access_link_submit(self, link, values):
        """Do what the person sent; a ``UserError`` is shown above what was typed.

        :param dict values: the fields of the form
        :return: ``{"done": whether nothing is left to do, "message": words of thanks}``
        """
        raise NotImplementedError
