//! Figures over organisations: how many of each type and in each province publish code.

pub(crate) mod answer;
