//! What the pages wear, by the settings.

use bronwijzer_ui::Theme;

use super::{Config, ConfigError, ConfigProblem};

impl Config {
    /// The theme of the pages; `None` for our own look.
    ///
    /// # Errors
    /// When the file can't be read, or pages could not carry what is in it.
    pub(crate) fn theme(&self) -> Result<Option<Theme>, ConfigError> {
        let setting = &self.settings.theme;
        let Some(file) = &setting.value else {
            return Ok(None);
        };
        let problem = |what: String| {
            ConfigError(vec![ConfigProblem {
                at: setting.origin.clone(),
                what: format!("{}: {what}", file.display()),
                advice: "docs/theming.md tells what a theme may have".to_owned(),
            }])
        };
        let css = super::text::read(file).map_err(|error| problem(error.to_string()))?;
        let theme = Theme::new(css).map_err(|error| problem(error.to_string()))?;
        Ok(Some(theme))
    }
}
