//! Sentences and what each calls a repository.

use super::super::RepositoryKind::{self, Data, Documentation, Software, Standard};
use super::*;

fn kinds(say: fn(&str) -> Option<Sign>, cases: &[(&str, Option<RepositoryKind>)]) {
    for (sentence, expected) in cases {
        let kind = say(sentence).map(|sign| sign.kind);
        assert_eq!(kind, *expected, "{sentence}");
    }
}

#[test]
fn sentence_says_what_a_repository_holds() {
    kinds(
        contents,
        &[
            (
                "This repository contains the technical documentation of the app",
                Some(Documentation),
            ),
            (
                "Deze repo bevat documentatie voor de EP-API zoals die nu is",
                Some(Documentation),
            ),
            ("In deze repository staan de agenda's", Some(Documentation)),
            (
                "This repo contains operational information regarding a leak",
                Some(Documentation),
            ),
            (
                "This repository contains the source files for the X documentation",
                Some(Documentation),
            ),
            (
                "Repository voor ontwikkeling van het informatiemodel",
                Some(Standard),
            ),
            (
                "Deze repository bevat alles voor een nieuwe standaard rond zaken",
                Some(Standard),
            ),
            (
                "This repository contains HL7 FHIR R4 compliant profiles and materials",
                Some(Standard),
            ),
            (
                "Deze repository bevat het datamodel van de dienst",
                Some(Standard),
            ),
            ("This project contains the testdata of X", Some(Data)),
            ("This repository holds statistics", Some(Data)),
            (
                "Repo to store an automatic backup of key thesauri",
                Some(Data),
            ),
            (
                "This repository contains source code and documentation for X",
                Some(Software),
            ),
            (
                "Deze repository bevat de broncode van de documentatie",
                Some(Software),
            ),
            (
                "This repository contains a standards checker",
                Some(Software),
            ),
            (
                "In deze repository worden scripts bijgehouden voor documenten",
                Some(Software),
            ),
            (
                "This repository contains automated tooling for profiles",
                Some(Software),
            ),
            (
                "This is the repo for the backend of the documentation site",
                Some(Software),
            ),
            // Nothing that the repository is.
            ("Deze repository vormt onderdeel van de standaard", None),
            ("This repository is maintained by the standards team", None),
            ("This repository is archived, see the documentation", None),
            (
                "The documentation of this project is in another repository",
                None,
            ),
            ("See the repository for documentation", None),
            ("In dit repository zit werk van de tooling", None),
            (
                "In deze repository zijn voorbeelden van het gebruik van Open Data",
                None,
            ),
            ("Dit project gebruikt de standaard van X", None),
            (
                "This repository contains what is used for data.overheid.nl",
                None,
            ),
        ],
    );
}

#[test]
fn definition_says_what_a_subject_is() {
    kinds(
        definition,
        &[
            (
                "MDTO is een Nederlandse standaard voor metadata",
                Some(Standard),
            ),
            (
                "NRML is een JSON-gebaseerd formaat voor wetten",
                Some(Standard),
            ),
            (
                "The approach is a set of guidelines used at X",
                Some(Documentation),
            ),
            ("TOP10NL is a dataset of the whole country", Some(Data)),
            ("Specificatie van het koppelvlak", Some(Standard)),
            (
                "Technische documentatie over de registratie",
                Some(Documentation),
            ),
            ("ReSpec is a tool for specifications", Some(Software)),
            ("X is a library for the Y standard", Some(Software)),
            ("X is een app waarmee je kaarten maakt", Some(Software)),
            ("Kennis Centrum Architectuur", None),
            ("Respectively is a word", None),
            ("It is part of the standard", None),
            ("X is the best way to work", None),
            ("This is data for everyone", None),
        ],
    );
}

#[test]
fn accounts_of_standards_bodies_are_known() {
    for owner in [
        "Logius-standaarden",
        "iStandaarden",
        "Geonovum",
        "overheid/standaarden",
    ] {
        assert!(super::super::words::is_standards_body(owner), "{owner}");
    }
    for owner in [
        "internetstandards",
        "MinBZK",
        "standaard-bv",
        "Geonovum-labs",
    ] {
        assert!(!super::super::words::is_standards_body(owner), "{owner}");
    }
}
