"""What tests share: bundles written by hand, deliveries spoiled at random, and a database server where there is one."""
