//! One app at one moment, ready to answer rules.

use super::accounts::{AccountIndex, Accounts, Place};
use super::lock;
use super::memory::Memory;
use crate::audience::{Answer, Audience, Availability, Order, Question, Share, ValueCount};
use crate::day::Day;
use crate::segments::ranks::{Highest, Rank};
use crate::segments::{Catalogue, Group, Key, Rule};
use crate::store::apps::App;
use crate::store::churn::Churn;
use crate::store::profiles::Moment;
use crate::store::{Database, StoreError, customers};
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

/// One app at one data version, on one day. Its answers may wait for the database.
#[derive(Clone)]
pub struct View {
    pub app: App,
    /// The attributes that rules over the app can use, and the groups.
    pub catalogue: Arc<Catalogue>,
    pub today: Day,
    /// Who may be in segments.
    pub availability: Availability,
    /// The app's churn model.
    pub churn: Churn,
    /// Whether its answers are of the newest state that was known when it was opened.
    pub is_current: bool,
    pub(super) audience: Arc<dyn Audience<Error = StoreError>>,
    pub(super) places: Places,
    pub(super) ranks: Ranks,
}

/// The highest values of attributes, by share, among the customers who may be in segments of the app, whoever a question
/// is about otherwise.
#[derive(Clone)]
pub(super) struct Ranks {
    pub availability: Availability,
    pub found: Arc<Mutex<HashMap<Rank, Option<Highest>>>>,
}

/// Finds the positions of customers.
#[derive(Clone)]
pub(super) struct Places {
    pub database: Database,
    /// The accounts in memory, beside columns with this many customers; `None` if the database answers.
    pub kept: Option<(Arc<Memory>, Arc<Accounts>, u64)>,
}

impl View {
    /// The whole answer to a rule.
    pub fn answer(&self, rule: &Rule) -> Result<Answer, StoreError> {
        Ok(self.answer_unless(&AtomicBool::new(false), rule)?.unwrap_or_default())
    }

    /// [`View::answer`], but stops early and returns `None` once `cancelled` is set.
    pub fn answer_unless(&self, cancelled: &AtomicBool, rule: &Rule) -> Result<Option<Answer>, StoreError> {
        self.ask(rule, |question| self.audience.answer(question, cancelled))
    }

    /// The number of members of a rule.
    pub fn count(&self, rule: &Rule) -> Result<u64, StoreError> {
        self.ask(rule, |question| self.audience.count(question))
    }

    /// The positions of a rule's members.
    pub fn members(&self, rule: &Rule) -> Result<Arc<RoaringBitmap>, StoreError> {
        self.ask(rule, |question| self.audience.members(question))
    }

    /// Whether the customer at `position` is a member.
    pub fn contains(&self, position: u32, rule: &Rule) -> Result<bool, StoreError> {
        self.ask(rule, |question| self.audience.contains(question, position))
    }

    /// The accounts of the app in memory; `None` if there is no room for them or the database answers.
    pub fn accounts(&self) -> Result<Option<Arc<AccountIndex>>, StoreError> {
        let Some((memory, accounts, customers)) = &self.places.kept else { return Ok(None) };
        memory.accounts(self.app.key(), (accounts, *customers), self.app.data_version)
    }

    /// The positions of the customers with these account ids. Accounts that are not in the app are left out.
    pub fn positions(&self, accounts: &[String]) -> Result<HashMap<String, u32>, StoreError> {
        let (mut found, mut unclear) = (HashMap::with_capacity(accounts.len()), Vec::new());
        match self.accounts()? {
            Some(index) => {
                for account in accounts {
                    match index.find(account) {
                        Place::At(position) => drop(found.insert(account.clone(), position)),
                        Place::Nowhere => {}
                        Place::Unclear => unclear.push(account.clone()),
                    }
                }
            }
            None => unclear.extend_from_slice(accounts),
        }
        if !unclear.is_empty() {
            let read = |connection: &mut _| customers::positions_of_accounts(connection, self.app.key(), &unclear);
            found.extend(self.places.database.read_now(read)?);
        }
        Ok(found)
    }

    /// The values of a choice that customers have, with the number of customers for each, the most frequent first.
    pub fn values(&self, attribute: &Key) -> Result<Vec<ValueCount>, StoreError> {
        self.catalogue.find(attribute).map_or(Ok(Vec::new()), |attribute| self.audience.values(attribute, self.today))
    }

    /// Whether answers come from columns in memory, and not from the database.
    pub const fn is_in_memory(&self) -> bool {
        self.places.kept.is_some()
    }

    /// How many members of a rule have each value of a choice: the codes of a closed list in its order, other values
    /// by size, and at last those without one.
    pub fn shares(&self, rule: &Rule, attribute: &Key) -> Result<Vec<Share>, StoreError> {
        let attribute = self.catalogue.find(attribute);
        attribute
            .map_or(Ok(Vec::new()), |attribute| self.ask(rule, |question| self.audience.shares(question, attribute)))
    }

    /// The positions of the first `most` members of a rule in an order.
    pub fn ordered(&self, rule: &Rule, order: &Order<'_>, most: usize) -> Result<Vec<u32>, StoreError> {
        self.ask(rule, |question| self.audience.ordered(question, order, most))
    }

    /// The day and the pass to read profiles by, so that they match its answers.
    pub const fn moment(&self) -> Moment {
        Moment { day: self.today, pass: self.app.pass }
    }

    /// The same app with another choice of the customers who may be in segments.
    pub fn among(&self, availability: Availability) -> Self {
        Self { availability, ..self.clone() }
    }

    /// The same app with all customers allowed in segments.
    pub fn among_everyone(&self) -> Self {
        self.among(Availability::EVERYONE)
    }

    /// The highest values of an attribute, of which a condition is about a share; `None` if nobody has a value.
    pub fn highest(&self, rank: &Rank) -> Result<Option<Highest>, StoreError> {
        if let Some(found) = lock(&self.ranks.found).get(rank) {
            return Ok(*found);
        }
        let everyone = Rule::default();
        let question = Question::new(&everyone, &self.catalogue, self.ranks.availability, self.today);
        let attribute = self.catalogue.find(&rank.0);
        let found = attribute.map(|attribute| self.audience.highest(attribute, rank.1, &question));
        let found = found.transpose()?.flatten();
        lock(&self.ranks.found).insert(rank.clone(), found);
        Ok(found)
    }

    /// The rule with the least values in the place of shares of the highest: see [`Rule::ranked`].
    pub fn ranked(&self, rule: &Rule) -> Result<Rule, StoreError> {
        Ok(rule.ranked(&self.all_of(rule.ranks())?))
    }

    fn all_of(&self, ranks: impl Iterator<Item = Rank>) -> Result<HashMap<Rank, Option<Highest>>, StoreError> {
        ranks.map(|rank| Ok((rank.clone(), self.highest(&rank)?))).collect()
    }

    /// Asks about the rule. Shares of the highest values, also of groups that it refers to, become the least of them first.
    fn ask<T>(&self, rule: &Rule, ask: impl FnOnce(&Question<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let nesting = self.catalogue.nesting(rule);
        let of_groups = nesting.groups().iter().filter_map(|nested| nested.group.rule.as_ref());
        let found = self.all_of(std::iter::once(rule).chain(of_groups).flat_map(Rule::ranks))?;
        if found.is_empty() {
            return ask(&Question::new(rule, &self.catalogue, self.availability, self.today));
        }
        let ranked =
            |group: &Group| Group { rule: group.rule.as_ref().map(|rule| rule.ranked(&found)), ..group.clone() };
        let groups = self.catalogue.groups().iter().map(ranked).collect();
        let catalogue = Catalogue::new(self.catalogue.custom().to_vec()).with_groups(groups);
        ask(&Question::new(&rule.ranked(&found), &catalogue, self.availability, self.today))
    }
}
