//! The pages of a group: its overview and its members.

use super::breakdown::{self, Breakdown};
use super::head::{self, GroupSize, Head};
use super::history;
use super::members::{self, Customers, Found, MembersError, Wanted};
use super::statistics::{self, Statistics};
use super::table::{Shape, Table, TableRow};
use crate::access::{Actor, Sizes};
use crate::columns::View;
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::segments::{Catalogue, Key, Rule};
use crate::state::State;
use crate::store::apps::App;
use crate::store::group_addresses::GroupAddress;
use crate::store::publishers::Publisher;
use crate::store::snapshots::Size;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// How many days the chart of an overview goes back: a month, as the attributes of use and spend do.
pub const RECENT_DAYS: i32 = 30;

/// How many members an overview shows: enough to see whether the rule finds whom it should.
const PREVIEW: usize = 10;

/// A group as its first page shows it.
pub struct Overview {
    pub head: Head,
    pub content: Content,
}

/// What an overview shows of the members.
pub enum Content {
    /// Of a small segment, whose size is hidden from the actor.
    Hidden,
    Segment {
        statistics: Box<Statistics>,
        /// The sizes of the last [`RECENT_DAYS`], as far as they are shown, in rising order of days.
        recent: Vec<Size>,
        breakdowns: Breakdowns,
        shape: Shape,
        members: Found<TableRow>,
    },
    KnownUserGroup {
        /// `None` if no member can be in segments.
        breakdowns: Option<Breakdowns>,
        listed: Found<GroupAddress>,
    },
}

/// The members of a group in an app by their values.
pub struct Breakdowns {
    pub app: App,
    /// The attributes to choose from.
    pub catalogue: Arc<Catalogue>,
    /// By the chosen attribute.
    pub chosen: Option<Breakdown>,
    pub usual: Vec<Breakdown>,
}

/// What an overview is asked for: the attribute to break members down by, and the app of a known user group.
#[derive(Clone, Debug, Default)]
pub struct OverviewAsked {
    pub by: String,
    pub app: String,
}

/// Who looks at a page, and in which language.
#[derive(Clone, Copy)]
pub struct Looking<'a> {
    pub state: &'a State,
    pub actor: &'a Actor,
    pub publisher: &'a Publisher,
    pub locale: Locale,
    /// Set once the answer is no longer needed.
    pub cancelled: &'a AtomicBool,
}

impl Looking<'_> {
    fn sizes(&self) -> Sizes {
        Sizes::new(self.actor.role, self.publisher.minimum_size)
    }
}

/// The overview of a group; `None` if it is no longer needed.
pub fn overview(looking: Looking<'_>, group: GroupId, asked: &OverviewAsked) -> Result<Option<Overview>, MembersError> {
    let Looking { state, actor, publisher, .. } = looking;
    let head = head::head(state, actor, publisher, group)?;
    let rule = head.rule();
    let content = match &head.size {
        GroupSize::Hidden => Content::Hidden,
        GroupSize::Segment { view, .. } => match segment(looking, &head, view, &rule?, asked)? {
            Some(content) => content,
            None => return Ok(None),
        },
        GroupSize::Listed(_) => {
            let breakdowns = match head.view(&asked.app) {
                Some(view) => {
                    let rule = rule?;
                    let answer = view.answer_unless(looking.cancelled, &rule)?;
                    let Some(answer) = answer else { return Ok(None) };
                    Some(breakdowns(looking, view, (&rule, &answer), &asked.by)?)
                }
                None => None,
            };
            let wanted = Wanted { page: 1, ..Wanted::default() };
            let mut listed = members::listed_page(&state.database, &head.group, &wanted)?;
            listed.rows.truncate(PREVIEW);
            Content::KnownUserGroup { breakdowns, listed }
        }
    };
    Ok(Some(Overview { head, content }))
}

fn segment(
    looking: Looking<'_>,
    head: &Head,
    view: &View,
    rule: &Rule,
    asked: &OverviewAsked,
) -> Result<Option<Content>, MembersError> {
    let sizes = looking.sizes();
    let Some(statistics) = statistics::of(view, rule, sizes, looking.cancelled)? else { return Ok(None) };
    let customers = match members::of_segment(view, &head.group, sizes) {
        // Members may leave between two questions to the database.
        Err(MembersError::Hidden) => return Ok(Some(Content::Hidden)),
        found => found?,
    };
    let shape = Shape::new(view, rule, &[], None);
    let table = Table { view, rule, members: &customers, shape: &shape, locale: looking.locale };
    let wanted = Wanted { page: 1, ..Wanted::default() };
    let members = table.page(looking.state, &wanted, PREVIEW)?;
    let recent = history::recent(looking.state, looking.actor, looking.publisher, &head.group, RECENT_DAYS)?;
    let breakdowns = breakdowns(looking, view, (rule, &statistics.answer), &asked.by)?;
    Ok(Some(Content::Segment { statistics: Box::new(statistics), recent, breakdowns, shape, members }))
}

fn breakdowns(
    looking: Looking<'_>,
    view: &View,
    (rule, answer): (&Rule, &crate::audience::Answer),
    by: &str,
) -> Result<Breakdowns, MembersError> {
    let chosen = view.catalogue.find(&Key::from(by)).filter(|attribute| breakdown::is_possible(attribute));
    let chosen = chosen.map(|attribute| breakdown::by(view, rule, attribute, looking.sizes())).transpose()?;
    let everyone = view.answer(&Rule::default())?;
    let usual = breakdown::usual(answer, &everyone, looking.sizes());
    Ok(Breakdowns { app: view.app.clone(), catalogue: Arc::clone(&view.catalogue), chosen, usual })
}

/// The members of a group as their own page shows them.
pub struct MembersShown {
    pub head: Head,
    pub content: MembersContent,
}

/// The members of a group, a page of them.
pub enum MembersContent {
    Segment { catalogue: Arc<Catalogue>, shape: Shape, members: Found<TableRow> },
    KnownUserGroup(Found<GroupAddress>),
}

/// The columns and the order that are asked for.
#[derive(Clone, Debug, Default)]
pub struct ShapeAsked {
    pub columns: Vec<Key>,
    pub sort: Option<(Key, bool)>,
}

impl ShapeAsked {
    /// The table that it asks for of a rule's members.
    pub fn shape(&self, view: &View, rule: &Rule) -> Shape {
        Shape::new(view, rule, &self.columns, self.sort.as_ref().map(|(key, descending)| (key, *descending)))
    }
}

/// A page of the members of a group; [`MembersError::Hidden`] if its size is hidden from the actor.
pub fn members(
    looking: Looking<'_>,
    group: GroupId,
    asked: &ShapeAsked,
    wanted: &Wanted,
) -> Result<MembersShown, MembersError> {
    let head = head::head(looking.state, looking.actor, looking.publisher, group)?;
    let content = match &head.size {
        GroupSize::Hidden => return Err(MembersError::Hidden),
        GroupSize::Listed(_) => {
            MembersContent::KnownUserGroup(members::listed_page(&looking.state.database, &head.group, wanted)?)
        }
        GroupSize::Segment { view, .. } => {
            let rule = head.rule()?;
            let customers: Customers = members::of_segment(view, &head.group, looking.sizes())?;
            let shape = asked.shape(view, &rule);
            let table = Table { view, rule: &rule, members: &customers, shape: &shape, locale: looking.locale };
            let members = table.page(looking.state, wanted, members::PAGE)?;
            MembersContent::Segment { catalogue: Arc::clone(&view.catalogue), shape, members }
        }
    };
    Ok(MembersShown { head, content })
}
