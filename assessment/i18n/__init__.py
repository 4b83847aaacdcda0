"""Every sentence a user sees, in Danish first and English second."""
