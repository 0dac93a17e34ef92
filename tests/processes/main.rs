//! The program as processes of their own: started at once, killed, stopped, several over one database.

#[path = "../support/cluster.rs"]
mod cluster;
#[path = "../support/direct.rs"]
mod direct;
#[path = "../support/form.rs"]
#[expect(dead_code, reason = "what only the tests of pages fill in")]
mod form;
#[path = "../support/peer.rs"]
mod peer;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/program.rs"]
mod program;
#[path = "../support/receiver.rs"]
#[expect(dead_code, reason = "only browsers open what is encrypted")]
mod receiver;
#[path = "../support/site.rs"]
#[expect(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "visitors can be at a site too, which these tests do without"
)]
mod site;
#[path = "../support/visitor.rs"]
#[expect(dead_code, reason = "what only the tests of pages ask a visitor")]
mod visitor;

mod backups;
mod connections;
mod contract;
mod encryption;
mod imports;
mod kills;
mod languages;
mod locks;
mod logs;
mod offers;
mod outages;
mod poolers;
mod publishers;
mod push;
mod replicas;
mod security_log;
mod statistics;
mod takeovers;
mod webhooks;
