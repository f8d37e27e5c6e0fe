echo 'Filesystem Size Used Avail Use% Mounted on'
