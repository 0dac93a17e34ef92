//! Pages through the real program, on both databases: a module for each noun.

#[path = "../support/form.rs"]
mod form;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/receiver.rs"]
#[expect(dead_code, reason = "only browsers open what is encrypted")]
mod receiver;
#[path = "../support/site.rs"]
mod site;
#[path = "../support/visitor.rs"]
mod visitor;

mod access;
mod accounts;
mod api;
mod api_consents;
mod api_group_tests;
mod api_imports;
mod api_members;
mod api_notifications;
mod api_once;
mod api_rows;
mod api_rules;
mod apps;
mod attributes;
mod audit;
mod audit_walk;
mod awkward_files;
mod bodies;
mod builder;
mod check;
mod churn;
mod comparisons;
mod complete_journey;
mod conflicts;
mod consent_files;
mod customers;
mod deleted_apps;
mod deletions;
mod drafts;
mod erased_strangers;
mod errors;
mod exports;
mod flags;
mod flight_drafts;
mod flight_guards;
mod flights;
mod flights_that_keep;
mod forms;
mod group_tests;
mod groups;
mod held_notifications;
mod history;
mod holdout;
mod imports;
mod large;
mod large_rules;
mod lines;
mod measurement;
mod memory;
mod mended;
mod notification_again;
mod notification_analysis;
mod notification_content;
mod notification_effects;
mod notification_limits;
mod notification_owners;
mod notification_scale;
mod notification_times;
mod notifications;
mod offers;
mod people;
mod people_files;
mod publishers;
mod push;
mod queue;
mod recounts;
mod roll;
mod round_trips;
mod rounds;
mod rules_of_groups;
mod segments;
mod sessions;
mod settings;
mod team;
mod traces;
mod two_step;
mod undo;
mod updates;
mod uploads;
mod values;
mod webhook_deliveries;
mod webhook_uses;
mod webhooks;
mod zones;
