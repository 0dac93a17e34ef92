//! Engage: customer groups for people who publish apps.

pub mod access;
pub mod accounts;
pub mod addresses;
pub mod churn;
pub mod clock;
pub mod columns;
pub mod config;
pub mod day;
pub mod email;
pub mod ids;
pub mod jobs;
pub mod keeper;
pub mod limits;
pub mod locale;
pub mod password;
pub mod reading;
pub mod sample;
pub mod security_log;
pub mod segments;
pub mod spreadsheet;
pub mod startup;
pub mod state;
pub mod store;
pub mod token;
pub mod web;
