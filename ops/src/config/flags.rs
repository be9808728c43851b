//! The flags of the command line that set the configuration, made from the
//! table of settings.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command, value_parser};

use super::DEFAULT_FILE;
use super::settings::SETTINGS;

/// What the command line says about the configuration.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flags {
    /// The configuration file.
    pub(crate) config: Option<PathBuf>,
    /// Settings by key.
    pub(crate) values: BTreeMap<&'static str, String>,
}

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .global(true)
            .help_heading("Configuration")
            .help(format!(
                "Configuration file [default: {DEFAULT_FILE}, if it is there]"
            ));
        let settings = SETTINGS.iter().map(|setting| {
            Arg::new(setting.key)
                .long(setting.flag)
                .value_name(setting.placeholder)
                .value_parser(ValueParser::string())
                .global(true)
                .help_heading("Configuration")
                .help(format!(
                    "{} [default: {}] [env: {}]",
                    setting.help,
                    setting.default,
                    setting.variable()
                ))
        });
        command.arg(config).args(settings)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        if let Some(config) = matches.get_one::<PathBuf>("config") {
            self.config = Some(config.clone());
        }
        for setting in SETTINGS {
            if let Some(value) = matches.get_one::<String>(setting.key) {
                self.values.insert(setting.key, value.clone());
            }
        }
        Ok(())
    }
}
