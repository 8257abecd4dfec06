"""The tool box: what every capability needs and no bank word describes."""
