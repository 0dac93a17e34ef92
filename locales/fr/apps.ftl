# Les applications.
