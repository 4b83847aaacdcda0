"""What the machine complains of when a file or a port will not do, in the reader's language."""

import errno

from assessment.i18n.words import N_, _

_COMPLAINTS: dict[int, str] = {
    errno.EACCES: N_("der mangler adgang"),
    errno.EPERM: N_("der mangler adgang"),
    errno.ENOSPC: N_("disken er fuld"),
    errno.EDQUOT: N_("disken er fuld"),
    errno.EFBIG: N_("filen ville blive for stor"),
    errno.EROFS: N_("disken kan kun læses"),
    errno.EIO: N_("disken svarer med en fejl"),
    errno.ENOENT: N_("den findes ikke"),
    errno.EEXIST: N_("den findes allerede"),
    errno.ENOTDIR: N_("en del af stien er en fil og ikke en mappe"),
    errno.EISDIR: N_("det er en mappe"),
    errno.ENAMETOOLONG: N_("navnet er for langt"),
    errno.EMFILE: N_("for mange filer er åbne"),
    errno.ENFILE: N_("for mange filer er åbne"),
    errno.EADDRINUSE: N_("porten er optaget"),
}


def why(problem: OSError) -> str:
    """What went wrong, as the end of a sentence; a number to ask about where we know no words for it.

    Examples
    --------
    >>> why(PermissionError(errno.EACCES, "Permission denied")), why(OSError(errno.ENOSPC, "No space left on device"))
    ('der mangler adgang', 'disken er fuld')
    """
    words = _COMPLAINTS.get(problem.errno or 0)
    return _(words) if words else _("fejl {number} fra maskinen").format(number=problem.errno or 0)
