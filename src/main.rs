//! Reads the command line and starts.

use clap::Parser;
use engage::commands::FileToImport;
use engage::config::{
    ChurnCommand, Command, CommandLine, CustomerCommand, PublisherCommand, TokenCommand, UserCommand,
};
use engage::{commands, logging, startup};
use std::process::ExitCode;

#[actix_web::main]
async fn main() -> ExitCode {
    // Must come before the first file is created: customers' data is readable by this user only.
    startup::keep_files_private();
    logging::start();
    let CommandLine { options, command } = CommandLine::parse();
    let outcome = match command {
        None => startup::serve(options).await,
        Some(Command::Publisher(PublisherCommand::Add)) => commands::add_publisher(&options),
        Some(Command::Publisher(PublisherCommand::List)) => commands::list_publishers(&options),
        Some(Command::Publisher(PublisherCommand::RevokeLink { link })) => commands::revoke_link(&options, link),
        Some(Command::Backup { file }) => commands::back_up(&options, &file),
        Some(Command::Restore { file }) => commands::restore(&options, &file),
        Some(Command::Customer(CustomerCommand::Readmit { publisher, person })) => {
            commands::readmit(&options, &publisher, &person)
        }
        Some(Command::Token(TokenCommand::Create { publisher, name, scope, days })) => {
            commands::create_token(&options, publisher.as_deref(), name, scope, days)
        }
        Some(Command::User(UserCommand::ResetPassword { address })) => commands::reset_password(&options, &address),
        Some(Command::User(UserCommand::Invite { publisher, role, address })) => {
            commands::invite_user(&options, &publisher, role, &address)
        }
        Some(Command::User(UserCommand::Disable { address })) => commands::disable_user(&options, &address),
        Some(Command::User(UserCommand::ResetTwoStep { address })) => commands::reset_two_step(&options, &address),
        Some(Command::User(UserCommand::Enable { address })) => commands::enable_user(&options, &address),
        Some(Command::Churn(ChurnCommand::Fit { file })) => commands::fit_churn(&file),
        Some(Command::Import { app, kind, reading, dry_run, file }) => {
            let file = FileToImport { app, kind, reading, dry_run, file };
            commands::stoppable(move |stop| commands::import(&options, &file, stop)).await
        }
        Some(Command::Sample { customers, owner }) => {
            commands::stoppable(move |stop| commands::add_sample(&options, owner.as_ref(), customers, stop)).await
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("engage: {error}");
            ExitCode::FAILURE
        }
    }
}
