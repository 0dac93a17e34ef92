breadcrumb-label = Where you are
