//! What stands in a README until somebody writes it: marks of work to be done, and
//! the sentences of templates.

/// Words that say that something is still to be written. A block that begins with one
/// says nothing else.
#[rustfmt::skip]
const MARKS: &[&str] = &[
    "coming soon", "fixme", "in te vullen", "lorem ipsum", "nog aan te vullen", "nog in te vullen",
    "nog te bepalen", "nog te doen", "nog te schrijven", "placeholder", "t b d", "tba", "tbd",
    "to be added", "to be announced", "to be completed", "to be defined", "to be described",
    "to be determined", "to be documented", "to be done", "to be filled in", "to be written",
    "todo", "todos", "under construction", "volgt later", "volgt nog", "vul hier",
    "wordt later aangevuld", "wordt nog aangevuld", "work in progress", "xxx",
];

/// Blocks that say nothing when that is all.
#[rustfmt::skip]
const EMPTY: &[&str] = &[
    "n a", "n v t", "na", "none", "niet van toepassing", "not applicable", "nvt", "volgt", "wip",
];

/// How blocks of templates begin, that nobody wrote about this software.
#[rustfmt::skip]
const TEMPLATES: &[&str] = &[
    // GitLab's README for a new project
    "a badge on your readme can help", "add any additional information you", "choose a self explaining name",
    "create or upload files", "add files using the command line", "depending on what you are making",
    "edit this readme and make it your own", "every project is different so consider",
    "for open source projects say how it is licensed", "for people who want to make changes to your project",
    "if you have ideas for releases in the future", "if you have run out of energy or time",
    "let people know what your project can do", "let people know whether you", "on some readmes you may see small images",
    "show your appreciation to those who have contributed", "state if you are open to contributions",
    "tell people where they can go to for help", "to make it easy for you to get started with gitlab",
    "already a pro just edit this readme", "use examples liberally", "use the built in continuous integration",
    "when you re ready to make this readme your own", "within a particular ecosystem there may be a common way",
    "you can also document commands to lint the code", "set up project integrations",
    "invite team members and collaborators", "create a new merge request", "automatically close issues from merge requests",
    "enable merge request approvals", "set auto merge", "get started with gitlab ci cd",
    "analyze your code for known vulnerabilities", "deploy to kubernetes amazon ec2", "use pull based deployments",
    "set up protected environments",
    // Azure DevOps
    "if you want to learn more about creating good readme files", "software dependencies", "latest releases",
    "api references", "installation process",
    // Templates that are much copied
    "a step by step series of examples", "add additional notes about how to deploy", "explain how to run the automated tests",
    "explain what these tests test", "give examples", "give the example", "here s a blank template to get started",
    "one paragraph of project description", "say what the step will be", "short description of the project",
    "these instructions will get you a copy of the project up and running on your local machine",
    "there are many great readme templates available", "this is an example of how you may give instructions",
    "this is an example of how to list things you need", "things you need to install the software",
    "what things you need to install the software", "use this space to show useful examples",
    "beschrijf hier", "describe here", "describe your project", "insert description", "korte beschrijving van het project",
    "project description goes here", "write a short description", "your project description",
    // Frameworks
    "check out our deployment documentation", "check out the next js github repository", "in the project directory you can run",
    "look at the nuxt 3 documentation", "look at the nuxt documentation", "once you ve created a project and installed dependencies",
    "running ng build", "run ng build", "run ng e2e", "run ng generate", "run ng serve", "run ng test",
    "this is a next js project bootstrapped with", "this project was bootstrapped with create react app",
    "this project was generated using angular cli", "this project was generated with angular cli",
    "this section has moved here", "this template provides a minimal setup to get react", "this template should help get you started developing with vue",
    "to get more help on the angular cli", "to learn more about next js", "to learn react check out the react documentation",
    "you can learn more in the create react app documentation", "you can start editing the page by modifying",
    "laravel is a web application framework with expressive elegant syntax", "laravel is accessible powerful",
    "everything you need to build a svelte project",
    // ReSpec
    "respec is een tool om html en pdf documenten te genereren", "gebruik de knop use this template",
];

/// Whether a block of a README says nothing about its subject.
pub(super) fn is_filler(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let text = format!("{} ", words.join(" "));
    let begins = |phrase: &str| {
        let rest = text.strip_prefix(phrase);
        rest.is_some_and(|rest| rest.starts_with(' '))
    };
    text.trim().is_empty()
        || EMPTY.iter().any(|phrase| text.trim() == *phrase)
        || MARKS.iter().any(|phrase| begins(phrase))
        || TEMPLATES.iter().any(|phrase| begins(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_and_marks_are_no_content() {
        for text in [
            "TODO",
            "TODO: Give a short introduction of your project.",
            "T.B.D.",
            "Coming soon!",
            "Nog in te vullen",
            "n.v.t.",
            "...",
            "Choose a self-explaining name for your project.",
            "One Paragraph of project description goes here",
            "This project was generated with Angular CLI version 6.2.4.",
        ] {
            assert!(is_filler(text), "{text}");
        }
        for text in [
            "To do this, run the script.",
            "Tools for everybody",
            "The todo app of the municipality",
            "None of this is needed",
            "Volgt de standaard van Logius",
            "Use the API",
        ] {
            assert!(!is_filler(text), "{text}");
        }
    }
}
