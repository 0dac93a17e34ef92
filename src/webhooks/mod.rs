//! Webhooks: programs of the publisher are told what happens, by messages that are posted to their addresses as Standard
//! Webhooks 1.0.0 says. A message is written in the transaction of the change that it is about ([`outbox`]), and delivered at
//! least once, in the order of its group. It names customers by account id only.

pub mod outbox;
