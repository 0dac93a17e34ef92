# An app's push notifications
push-title = Notifications push
push-lead = Les navigateurs s’abonnent sur vos propres pages, pour la personne pour laquelle votre serveur a signé. Les messages sont chiffrés pour chaque navigateur.
push-subscribed = Abonnements
push-browsers = Navigateurs
push-people = Personnes
push-on-your-pages = Sur vos pages
push-step-worker = Placez sur votre site un fichier /engage-worker.js avec cette ligne.
push-worker-file = Le fichier /engage-worker.js
push-step-page = Placez ceci sur vos pages. Le navigateur demande l’autorisation quand on appuie sur le bouton, dont le texte est conservé comme ce que la personne a accepté.
push-page-script = Ce qui est placé sur une page
push-step-token = À la place de engp_…, mettez un jeton public de cette application, qu’un propriétaire crée sous Programmes.
push-step-identity = À l’adresse /engage-identity, votre serveur répond par un JSON Web Token signé pour la personne connectée, comme pour les indicateurs.
push-step-leave = Quand la personne se déconnecte, appelez push.leave().
push-set-up = Configurer
push-contact = Contact
push-contact-help = Les services de push y écrivent en cas de problème, par exemple mailto:push@exemple.fr ou https://exemple.fr/contact.
push-contact-scheme = Saisissez un contact comme mailto:push@exemple.fr ou https://exemple.fr/contact.
push-contact-unreadable = Saisissez une adresse e-mail complète, comme mailto:push@exemple.fr, ou l’adresse complète d’une page.
push-contact-host = Saisissez un contact dont l’hôte est sur Internet. Apple refuse les autres.
push-hosts = Autres services de push
push-hosts-help = Des hôtes séparés par des espaces, comme ceux de UnifiedPush. Ceux de Chrome, Edge, Firefox et Safari sont connus.
push-host-wrong = { $host } n’est pas le nom d’un hôte public. Saisissez des noms comme push.example.org.
push-hosts-too-many = Saisissez au plus { $most } hôtes.
push-changed-meanwhile = Quelqu’un d’autre a modifié ceci entre-temps. Vérifiez ce que vous voyez et enregistrez de nouveau.
push-not-set-up = Un propriétaire doit d’abord saisir un contact pour les services de push.

# On a customer's page
push-browser = Navigateur
push-language = Langue
push-seen = Dernier passage
subscription-live = Abonné
subscription-gone = Disparu : le service de push ne le connaît plus
subscription-withdrawn = Déconnecté
subscription-moved = D’un autre compte jusqu’au { $date }
consents-title = Ce que la personne a accepté
consent-purpose = Finalité
consent-said = Réponse
consent-on = Le
consent-where = Où
consent-text = Texte affiché
consent-purpose-promotional = Promotion
consent-purpose-product = Produit
consent-purpose-test = Essai
consent-state-given = Accepté
consent-state-withdrawn = Retiré
consent-source-browser = Sur votre page
consent-source-link = Par le lien d’un message
consent-source-page = Ici
consent-withdraw = Retirer
consent-withdraw-one = Retirer : { $purpose }
consent-withdrawn-now = La personne ne reçoit plus de messages à cette fin.

# By the link of a message
unsubscribe-title = Plus de notifications
unsubscribe-text = Ne voulez-vous plus recevoir de notifications de { $publisher } ?
unsubscribe-button = Plus de notifications
unsubscribe-done = Vous ne recevez plus de notifications de { $publisher }.
