# Pourquoi rien n'est envoyé
webhook-disabled-owner = Désactivé par un propriétaire
webhook-disabled-gone = Le destinataire ne veut plus de messages (410 Gone)
webhook-disabled-failing = Aucun message n'est arrivé depuis cinq jours
