"""What runs every morning: the digest and its mail, cron, the list worked through one by one."""
