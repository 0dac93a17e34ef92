# Les clients et leurs profils.
