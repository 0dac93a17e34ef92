//! A customer's history with the sample app: how they acquired it, how long they used it, what they bought and how
//! they rated it.

use super::one_of;
use crate::day::Day;
use rand::Rng;
use rand::rngs::SmallRng;
use std::collections::BTreeMap;

/// The age of the sample app in days, about two and a half years.
const HISTORY: f64 = 900.0;

/// How a customer uses the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    Never,
    Tried,
    Lapsed,
    Regular,
    Daily,
}

const HABITS: [(Habit, u32); 5] =
    [(Habit::Never, 4), (Habit::Tried, 26), (Habit::Lapsed, 29), (Habit::Regular, 35), (Habit::Daily, 6)];

/// The fewest and the most purchases of a customer, weighted by share of customers.
const PURCHASES: [((u32, u32), u32); 4] = [((0, 0), 56), ((1, 3), 29), ((3, 9), 12), ((8, 40), 3)];

/// Prices in cents.
const PRICES: [(u32, u32); 9] =
    [(99, 26), (199, 22), (299, 16), (499, 14), (999, 10), (1_499, 5), (1_999, 4), (4_999, 2), (9_999, 1)];

const DEVICES: [((&str, &str), u32); 15] = [
    (("pc", "Windows 11"), 22),
    (("pc", "Windows 10"), 17),
    (("pc", "Windows 8.1"), 2),
    (("pc", "macOS 14"), 6),
    (("phone", "Android 14"), 13),
    (("phone", "Android 12"), 8),
    (("phone", "iOS 17"), 14),
    (("tablet", "iPadOS 17"), 5),
    (("tablet", "Android 13"), 3),
    (("console", "Xbox OS 10"), 4),
    (("holographic", "Windows 10"), 1),
    (("iot", "Windows 10 IoT"), 1),
    (("other", "Linux"), 2),
    (("other", ""), 1),
    (("", ""), 2),
];

const ACQUISITION_TYPES: [(&str, u32); 7] =
    [("free", 44), ("trial", 21), ("paid", 16), ("subscription", 12), ("promotional_code", 4), ("other", 1), ("", 2)];

const CHANNELS: [(&str, u32); 4] = [("store_traffic", 58), ("custom_campaign", 27), ("other", 11), ("", 4)];

const CAMPAIGNS: [(&str, u32); 6] = [
    ("spring-launch", 30),
    ("newsletter-12", 22),
    ("summer-sale", 18),
    ("partner-42", 14),
    ("back-to-school", 10),
    ("podcast", 6),
];

const REFERRERS: [(&str, u32); 5] = [
    ("search.example.com", 46),
    ("news.example.org", 22),
    ("forum.example.net", 16),
    ("video.example.com", 12),
    ("blog.example.org", 4),
];

const STARS: [(u8, u32); 5] = [(5, 44), (4, 25), (3, 12), (2, 8), (1, 11)];

const SESSIONS: [(u32, u32); 5] = [(1, 50), (2, 25), (3, 13), (5, 8), (9, 4)];

const PLANS: [(&str, u32); 5] = [("Basic", 52), ("Plus", 26), ("Family", 11), ("Étudiant", 6), ("", 5)];

/// A customer's time with the app.
pub struct Life {
    acquired_on: Day,
    habit: Habit,
    /// The last day on which the app can have been used.
    last_on: Day,
    today: Day,
}

/// How the app was acquired. Empty texts are unknown.
pub struct Arrival {
    pub acquisition_type: &'static str,
    pub device_type: &'static str,
    pub os_version: &'static str,
    pub channel: &'static str,
    pub campaign_id: &'static str,
    pub page_viewed_on: Option<Day>,
    pub referrer_domain: &'static str,
    /// The acquisition date, if it was recorded.
    pub acquired_on: Option<Day>,
}

/// The custom attributes. Empty texts are unknown.
pub struct Custom {
    pub plan: &'static str,
    pub level: Option<u32>,
    pub renewal_on: Option<Day>,
    pub newsletter: &'static str,
}

/// A purchase, `minute` minutes after the start of its day.
pub struct Purchase {
    pub on: Day,
    pub minute: u32,
    pub cents: u32,
}

impl Life {
    /// Draws a customer's time with the app. More customers acquired it recently than at the start.
    pub fn of(draws: &mut SmallRng, today: Day) -> Self {
        let since = (draws.random::<f64>().powf(1.6) * HISTORY) as i32;
        let mut habit = one_of(draws, &HABITS);
        // A customer of less than two months has not had the time to lapse.
        if habit == Habit::Lapsed && since < 60 {
            habit = Habit::Regular;
        }
        let acquired_on = today.minus(since);
        let last_on = match habit {
            Habit::Never => acquired_on,
            Habit::Tried => today.minus((since - draws.random_range(0..14)).max(0)),
            Habit::Lapsed => today.minus(draws.random_range(31..=since)),
            Habit::Regular => today.minus(draws.random_range(0..=since.min(40))),
            Habit::Daily => today,
        };
        Self { acquired_on, habit, last_on, today }
    }

    /// The number of sessions on each day of use.
    pub fn usage(&self, draws: &mut SmallRng) -> BTreeMap<Day, u32> {
        let (days, spread) = match self.habit {
            Habit::Never => return BTreeMap::new(),
            Habit::Tried => (draws.random_range(1..=3), 14),
            Habit::Lapsed => (draws.random_range(2..=11), 120),
            Habit::Regular => (draws.random_range(4..=22), 90),
            Habit::Daily => (draws.random_range(50..=70), 60),
        };
        let spread = spread.min(self.last_on.number() - self.acquired_on.number());
        let day = |draws: &mut SmallRng| self.last_on.minus(draws.random_range(0..=spread));
        let mut used: BTreeMap<Day, u32> = (0..days).map(|_| (day(draws), one_of(draws, &SESSIONS))).collect();
        used.insert(self.last_on, one_of(draws, &SESSIONS));
        used
    }

    /// The purchases between the acquisition date and the last use, in no order.
    pub fn purchases(&self, draws: &mut SmallRng) -> Vec<Purchase> {
        let (fewest, most) = one_of(draws, &PURCHASES);
        let spread = self.last_on.number() - self.acquired_on.number();
        // A purchase of today is in its first minute, so that it is never in the future.
        let purchase = |draws: &mut SmallRng| {
            let on = self.last_on.minus((draws.random::<f64>().powi(2) * f64::from(spread)) as i32);
            let minute = if on == self.today { 0 } else { draws.random_range(0..1_440) };
            Purchase { on, minute, cents: one_of(draws, &PRICES) }
        };
        (0..draws.random_range(fewest..=most)).map(|_| purchase(draws)).collect()
    }

    /// The number of stars and the day of the rating, if the customer rated the app.
    pub fn rating(&self, draws: &mut SmallRng) -> Option<(u8, Day)> {
        let rates = match self.habit {
            Habit::Never => 0.0,
            Habit::Tried | Habit::Lapsed => 0.1,
            Habit::Regular => 0.18,
            Habit::Daily => 0.4,
        };
        let spread = self.last_on.number() - self.acquired_on.number();
        let day = self.last_on.minus(draws.random_range(0..=spread));
        draws.random_bool(rates).then(|| (one_of(draws, &STARS), day))
    }

    /// Whether offers and news are allowed, and the day it was said: half of all people were asked.
    pub fn consent(&self, draws: &mut SmallRng) -> Option<(bool, Day)> {
        let spread = self.last_on.number() - self.acquired_on.number();
        let day = self.last_on.minus(draws.random_range(0..=spread));
        let is_given = draws.random_bool(0.7);
        draws.random_bool(0.5).then_some((is_given, day))
    }

    /// How the app was acquired.
    pub fn arrival(&self, draws: &mut SmallRng) -> Arrival {
        let (device_type, os_version) = one_of(draws, &DEVICES);
        let channel = one_of(draws, &CHANNELS);
        let is_campaign = channel == "custom_campaign";
        let referred = if is_campaign { 0.8 } else { 0.35 };
        Arrival {
            acquisition_type: one_of(draws, &ACQUISITION_TYPES),
            device_type,
            os_version,
            channel,
            campaign_id: if is_campaign { one_of(draws, &CAMPAIGNS) } else { "" },
            page_viewed_on: draws.random_bool(0.7).then(|| self.acquired_on.minus(draws.random_range(0..6))),
            acquired_on: draws.random_bool(0.98).then_some(self.acquired_on),
            referrer_domain: if draws.random_bool(referred) { one_of(draws, &REFERRERS) } else { "" },
        }
    }

    /// The custom attributes that the publisher records.
    pub fn custom(&self, draws: &mut SmallRng, today: Day) -> Custom {
        let plan = one_of(draws, &PLANS);
        let most = if self.habit == Habit::Daily { 60 } else { 25 };
        Custom {
            plan,
            level: (self.habit != Habit::Never).then(|| draws.random_range(1..=most)),
            renewal_on: matches!(plan, "Plus" | "Family").then(|| today.minus(-draws.random_range(1..=365))),
            newsletter: one_of(draws, &[("yes", 38), ("no", 57), ("", 5)]),
        }
    }
}
