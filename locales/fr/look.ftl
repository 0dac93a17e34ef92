breadcrumb-label = Où vous êtes
