//! A sample app: plausible customers and what they did, written as the .csv files that imports read, so that a new
//! publisher has data to build segments on. All customers are made up. The same arguments give the same bytes.

mod life;
mod person;

use crate::day::Day;
use crate::reading::ImportKind;
use life::Life;
use person::Person;
use rand::SeedableRng;
use rand::rngs::SmallRng;
use std::io::{self, Write};

/// The usual number of customers of a sample app: enough that every template has members by the dozen, and few enough
/// that they are imported while their visitor looks around.
pub const CUSTOMERS: u32 = 50_000;

/// The most bytes that a customer takes in all five files, on average; a test measures them.
const BYTES_A_CUSTOMER: u64 = 1_000;

/// What the headers of the files take at most, in bytes.
const HEADERS: u64 = 1_000;

/// The most bytes that the files of this many customers take together.
pub fn most_bytes(customers: u32) -> u64 {
    HEADERS + u64::from(customers) * BYTES_A_CUSTOMER
}

/// Writes the file of this kind for the customers numbered 1 to `customers`, as of `today`. Only one customer is in
/// memory at a time.
pub fn write(kind: ImportKind, customers: u32, today: Day, out: &mut impl Write) -> io::Result<()> {
    match kind {
        ImportKind::Customers => writeln!(
            out,
            "account_id,email,birth_date,age,gender,market,language,acquired_on,acquisition_type,device_type,os_version,\
             channel,campaign_id,page_viewed_on,referrer_domain,Plan,Level,Renewal date,Newsletter"
        )?,
        ImportKind::Purchases => writeln!(out, "account_id,order_id,purchased_at,amount_usd")?,
        ImportKind::Usage => writeln!(out, "account_id,used_on,sessions")?,
        ImportKind::Ratings => writeln!(out, "account_id,stars,rated_on")?,
        ImportKind::Consents => writeln!(out, "account_id,channel,purpose,state,at,text")?,
    }
    for number in 1..=customers {
        let life = Life::of(&mut draws(number, 0), today);
        let account = Account(number);
        match kind {
            ImportKind::Customers => write_customer(account, &life, today, out)?,
            ImportKind::Purchases => {
                for (place, purchase) in (1..).zip(life.purchases(&mut draws(number, 2))) {
                    let (minutes, cents) = (purchase.minute, purchase.cents);
                    let (hour, minute) = (minutes / 60, minutes % 60);
                    writeln!(
                        out,
                        "{account},{account}-{place},{}T{hour:02}:{minute:02}:00Z,{}.{:02}",
                        purchase.on,
                        cents / 100,
                        cents % 100
                    )?;
                }
            }
            ImportKind::Usage => {
                for (day, sessions) in life.usage(&mut draws(number, 3)) {
                    writeln!(out, "{account},{day},{sessions}")?;
                }
            }
            ImportKind::Ratings => {
                if let Some((stars, day)) = life.rating(&mut draws(number, 4)) {
                    writeln!(out, "{account},{stars},{day}")?;
                }
            }
            ImportKind::Consents => {
                if let Some((is_given, day)) = life.consent(&mut draws(number, 7)) {
                    let (state, text) =
                        if is_given { ("given", "Yes to offers and news by notification") } else { ("withdrawn", "") };
                    writeln!(out, "{account},web_push,promotional,{state},{day},{text}")?;
                }
            }
        }
    }
    Ok(())
}

/// The addresses of the customers numbered 1 to `customers` who have one.
pub fn emails(customers: u32, today: Day) -> Vec<String> {
    let email = |number| Person::of(&mut draws(number, 1), number, today).email;
    (1..=customers).map(email).filter(|email| !email.is_empty()).collect()
}

/// The account id of the customer with this number.
#[derive(Clone, Copy)]
struct Account(u32);

impl std::fmt::Display for Account {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "sample-{:06}", self.0)
    }
}

/// The random numbers for one matter of one customer. Each matter has its own sequence, so that every file can be
/// written alone. Matters are below 8, to fit three bits of the seed.
fn draws(number: u32, matter: u64) -> SmallRng {
    SmallRng::seed_from_u64(u64::from(number) << 3 | matter)
}

fn write_customer(account: Account, life: &Life, today: Day, out: &mut impl Write) -> io::Result<()> {
    let person = Person::of(&mut draws(account.0, 1), account.0, today);
    let arrival = life.arrival(&mut draws(account.0, 5));
    let custom = life.custom(&mut draws(account.0, 6), today);
    writeln!(
        out,
        "{account},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
        person.email,
        text(person.birth_on),
        text(person.age),
        person.gender,
        person.market,
        person.language,
        text(arrival.acquired_on),
        arrival.acquisition_type,
        arrival.device_type,
        arrival.os_version,
        arrival.channel,
        arrival.campaign_id,
        text(arrival.page_viewed_on),
        arrival.referrer_domain,
        custom.plan,
        text(custom.level),
        text(custom.renewal_on),
        custom.newsletter
    )
}

/// The text of a cell; unknown values are empty cells.
fn text(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// One of the things, drawn by weight.
fn one_of<T: Copy>(draws: &mut SmallRng, things: &[(T, u32)]) -> T {
    use rand::Rng;
    let whole: u32 = things.iter().map(|(_, weight)| weight).sum();
    let mut left = draws.random_range(0..whole);
    for (thing, weight) in things {
        if left < *weight {
            return *thing;
        }
        left -= weight;
    }
    things[0].0
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
