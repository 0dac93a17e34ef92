# The list: tabs, filters, columns, and several groups at once
groups-active = Active groups
groups-inactive = Inactive segments
groups-title-search = { $title }: “{ $search }”
groups-title-page = { $title }, page { $number }
groups-tabs = Groups by status
groups-tab = { $label } { $count }
groups-tab-all = All
groups-tab-active = Active
groups-tab-inactive = Inactive
groups-tab-archived = Archived
groups-filters = Filters
groups-filter = Apply filters
groups-clear = Clear search and filters
groups-only-favourites = Only my favourites
groups-none-match = No group matches these filters.
groups-none-inactive = No segment is inactive.
groups-none-here = There are no groups here.
groups-choice = Selected
groups-favourites = Favorites
groups-choose-named = Select { $name }
groups-choose-all = Select all on this page
groups-choose-none = Select none
groups-columns = Columns
groups-columns-legend = Columns of this list
groups-export-list = Export list
groups-export-definitions = Export definitions
groups-definitions-file = Group definitions
groups-import-title = Import customers first
groups-import-text = Your app has no customers yet. Once they are here, segments fill themselves.
groups-import-button = Import customers
groups-import-list = Create a known user group
filter-any = Any
column-tags = Tags
column-group-owner = Owner
column-description = Description
column-edited = Edited
column-created = Created
trend-figures = { $count } ({ $share })
favourite-add = Add { $name } to your favorites
favourite-remove = Remove { $name } from your favorites
group-restore-named = Restore { $name }
several-none = Select at least one group.
several-too-many = Select at most { $most } groups at a time.
several-archive =
    { $count ->
        [one] Archive { $count } group
       *[other] Archive { $count } groups
    }
several-restore =
    { $count ->
        [one] Restore { $count } group
       *[other] Restore { $count } groups
    }
several-add-tag =
    { $count ->
        [one] Add a tag to { $count } group
       *[other] Add a tag to { $count } groups
    }
several-add-tag-button = Add tag
several-remove-tag =
    { $count ->
        [one] Remove a tag from { $count } group
       *[other] Remove a tag from { $count } groups
    }
several-remove-tag-button = Remove tag
several-tag-help = One tag. Capitals do not matter.
several-possible = These groups
several-left-out = Left as they are
several-needed-by = needed by
several-archived-already = is archived already
several-not-archived = is not archived
several-archived =
    { $count ->
        [0] No group was archived.
        [one] { $count } group is archived. It keeps its name and can be restored.
       *[other] { $count } groups are archived. They keep their names and can be restored.
    }
several-restored =
    { $count ->
        [0] No group was restored.
        [one] { $count } group is restored.
       *[other] { $count } groups are restored.
    }
several-tag-added =
    { $count ->
        [0] No group was changed.
        [one] { $count } group now has the tag “{ $tag }”.
       *[other] { $count } groups now have the tag “{ $tag }”.
    }
several-tag-removed =
    { $count ->
        [0] No group was changed.
        [one] { $count } group no longer has the tag “{ $tag }”.
       *[other] { $count } groups no longer have the tag “{ $tag }”.
    }
several-unchanged =
    { $count ->
        [one] { $count } was so already.
       *[other] { $count } were so already.
    }
several-left-in-use = Not archived, because a running use needs them: { $names }.
several-left-full = These have as many tags as a group can have: { $names }.
several-and-others =
    { $count ->
        [one] { $names } and { $count } other
       *[other] { $names } and { $count } others
    }

# What is said of a group
group-about = Description, tags and owner
group-description = Description
group-description-help = What the group is for, in at most 1,000 characters.
group-tag = Tag
group-tags = Tags
group-new-tags = New tags
group-new-tags-help = Separated by commas, such as: spring sale, VIP. At most 10 tags of 50 characters each.
group-owner = Owner
group-owner-help = Whom to ask about this group. Owning it gives no further rights.
group-owner-is = Owner:
group-edited = Edited
group-edited-by = { $ago } by { $who }
owner-nobody = Nobody
owner-nobody-in-team = Nobody in the team
owner-left = { $email } (no longer in the team)
owner-has-left = no longer in the team
owner-unknown = Choose somebody from your team.
tag-missing = Type one tag.
tag-too-long = The tag “{ $tag }…” is too long: use at most { $count } characters.
tags-too-many = Choose at most { $most } tags.

# Templates
template-size =
    { $count ->
        [one] { $count } customer today
       *[other] { $count } customers today
    }
templates-help = Begin with a rule that others use. The numbers are those of { $app } today.
templates-import = { $app } has no customers yet, so every template would be empty.
