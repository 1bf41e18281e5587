-- Run once, by the image, when the volume is empty. Who may do what is a matter of real deployments: docs/operating.md.
CREATE DATABASE kith_users;
CREATE DATABASE kith_activity;
CREATE DATABASE kith_fraud;
CREATE DATABASE kith_usage;
